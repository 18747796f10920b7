# Completion for bash: the program itself says what may come next.
_aftertouch() {
    local IFS=$'\n'
    COMPREPLY=($(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _AFTERTOUCH_COMPLETE=complete_bash "$1" 2>/dev/null))
}

complete -o default -F _aftertouch aftertouch
