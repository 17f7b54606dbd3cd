/** Whether an address is of what git shows: `git diff main -- a.ts`, `git -C app log -3`. */
export function isOfGit(source: string, what: 'diff' | 'log'): boolean {
  return new RegExp(`^git (?:-C .+ )?${what} `).test(source);
}
