"""The words of a follow-up: a draft that fits its place in the sequence, and the links that open it elsewhere.

    dealing      which of the person's notes each follow-up has for itself, or what new information it asks for
    facts        what a template is told
    templates    the texts, per language, bundled and the person's own, in a sandbox
    drafter      from a planned follow-up to its draft
    links        mailto:, tel:, the address on the envelope
    described    the draft as it stands in an event's description
    mail, page   the draft as a file: an email to open and send, a letter to print

Pure and deterministic: the same facts give the same text, whatever the time. Nothing here sends anything.
"""
