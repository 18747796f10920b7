"""The colours that calendar.colors.get answers with. Their names stand in Google's user interface only."""

_DARK = "#1d1d1d"

EVENTS = {
    number: {"background": background, "foreground": _DARK}
    for number, background in {
        "1": "#a4bdfc",
        "2": "#7ae7bf",
        "3": "#dbadff",
        "4": "#ff887c",
        "5": "#fbd75b",
        "6": "#ffb878",
        "7": "#46d6db",
        "8": "#e1e1e1",
        "9": "#5484ed",
        "10": "#51b749",
        "11": "#dc2127",
    }.items()
}

CALENDARS = {"14": {"background": "#9fe1e7", "foreground": _DARK}, "16": {"background": "#4986e7", "foreground": _DARK}}
