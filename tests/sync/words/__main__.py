"""Write the drafts into docs/drafts.md: `python -m tests.sync.words`."""

from tests.sync.words.page import PAGE, with_drafts

if __name__ == "__main__":
    PAGE.write_text(with_drafts(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
