# Completion for fish: the program itself says what may come next.
function __aftertouch_complete
    set -lx _AFTERTOUCH_COMPLETE complete_fish
    set -lx _TYPER_COMPLETE_FISH_ACTION $argv[1]
    set -lx _TYPER_COMPLETE_ARGS (commandline -cp)
    aftertouch 2>/dev/null
end

complete --command aftertouch --no-files --condition "__aftertouch_complete is-args" \
    --arguments "(__aftertouch_complete get-args)"
