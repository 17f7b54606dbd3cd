/** Whether an address is that of a diff: `git diff main -- a.ts`, `git -C app diff HEAD -- a.ts`. */
export function isDiffAddress(source: string): boolean {
  return /^git (?:-C .+ )?diff /.test(source);
}
