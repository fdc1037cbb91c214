/**
 * Completion of docker, kubectl, `k` and friends, without bash-completion and without cost at start-up. These are
 * Cobra programs: `PROGRAM __complete WORDS...` prints one candidate a line ("value<TAB>description") and at last
 * ":N", bits of 1 error, 2 no space after it, 4 no file names, 8 only files with these endings, 16 only folders
 * (ShellCompDirective in Cobra's documentation).
 */
export const completionScript = `# A word ends at blanks only, so that nginx:1.27 and --output=json are completed as one.
COMP_WORDBREAKS=\${COMP_WORDBREAKS//[:=]/}
__kt_complete() {
  local program=$1 current=\${COMP_WORDS[COMP_CWORD]} line prefix= directive=0 found=()
  [[ $program == k ]] && program=kubectl
  COMPREPLY=()
  type -P "$program" >/dev/null || return
  while IFS= read -r line; do
    if [[ $line =~ ^:([0-9]+)$ ]]; then directive=\${BASH_REMATCH[1]}; else found+=("\${line%%$'\\t'*}"); fi
  done < <("$program" __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$current" 2>/dev/null)
  # For --flag=val the program names values only.
  [[ $current == -*=* ]] && prefix=\${current%%=*}= current=\${current#*=}
  ((directive & 1)) && return
  if ((directive & 24)); then
    ((directive & 16)) && found=() && compopt -o dirnames
    ((directive & 8)) && found=() && compopt -o default
    return
  fi
  for line in \${found[@]+"\${found[@]}"}; do
    [[ $line == "$current"* ]] && COMPREPLY+=("$prefix$line")
  done
  ((directive & 2)) && compopt -o nospace
  ((directive & 4)) || ((\${#COMPREPLY[@]})) || compopt -o default
}
if ((BASH_VERSINFO[0] >= 4)); then
  complete -F __kt_complete docker kubectl k helm kind
fi
`;
