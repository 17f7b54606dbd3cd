@echo off
rem Copies yesterday s sealed files to the harbour office. Started by the scheduler at 05:10.
set SOURCE=\\archive\sealed
set TARGET=D:\harbour\levels
robocopy %SOURCE% %TARGET% *.ebb /MAXAGE:2 /R:3 /W:20
if errorlevel 8 (
  echo export failed, keeping the old files
  exit /b 1
)
rem The office keeps 400 days; older files are deleted on its side, not here.
