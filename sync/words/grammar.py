"""What a template may be made of: text, variables, `if`, and `for` over the notes.

Jinja's sandbox keeps a template away from Python; it does not keep it from going round for ever, or from growing
without end. So what could (calls, sums, sets, loops in loops, includes) is refused before it is compiled, and what is
left is bounded by the size of the file and of the facts.
"""

from jinja2 import TemplateSyntaxError, nodes

LARGEST = 32_768
"""Characters of one template."""

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.List, nodes.Tuple),
    *(nodes.If, nodes.For, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test),
)
_FILTERS = frozenset({"capitalize", "default", "first", "join", "last", "length", "lower", "title", "trim", "upper"})
_WORDS = {"Call": "calls", "Assign": "set", "AssignBlock": "set", "Macro": "macros", "Mul": "sums", "Add": "sums"}


def check(template: nodes.Template) -> None:
    """Raises TemplateSyntaxError for what a template may not hold, with its line."""
    for node in template.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED) or getattr(node, "dyn_args", None) or getattr(node, "dyn_kwargs", None):
            name = type(node).__name__
            _refuse(f"{_WORDS.get(name, name.lower())} can't be used here", node)
    for loop in template.find_all(nodes.For):
        if loop.recursive or any(inner is not loop for inner in loop.find_all(nodes.For)):
            _refuse("a loop in a loop can't be used here", loop)
        if not isinstance(loop.iter, nodes.Name | nodes.Getitem):
            _refuse("a loop goes over the notes", loop)
    for one in template.find_all(nodes.Filter):
        if one.name not in _FILTERS:
            _refuse(f'the filter "{one.name}" can\'t be used here', one)
        if (one.args or one.kwargs) and not _takes_plain_words(one):
            _refuse(f'the filter "{one.name}" takes a variable and plain words here', one)


def _takes_plain_words(one: nodes.Filter) -> bool:
    on_a_variable = isinstance(one.node, nodes.Name | nodes.Getitem)
    return on_a_variable and not one.kwargs and all(isinstance(value, nodes.Const) for value in one.args)


def _refuse(why: str, node: nodes.Node) -> None:
    raise TemplateSyntaxError(why, node.lineno)
