"""Takes the GOV.UK design system's macros in, and refuses an argument they do not know.

The macros read every argument that might have been given, so they need forgiving undefined values; our
own templates stay strict. Forgiving also means that a misspelt argument would be quietly ignored, so
each macro is read once for the names it uses, and any other name is an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader, nodes
from markupsafe import Markup

COMPONENTS = {
    "govukBackLink": "back-link",
    "govukBreadcrumbs": "breadcrumbs",
    "govukButton": "button",
    "govukCharacterCount": "character-count",
    "govukCheckboxes": "checkboxes",
    "govukDateInput": "date-input",
    "govukDetails": "details",
    "govukErrorMessage": "error-message",
    "govukErrorSummary": "error-summary",
    "govukFieldset": "fieldset",
    "govukFileUpload": "file-upload",
    "govukHint": "hint",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukLabel": "label",
    "govukNotificationBanner": "notification-banner",
    "govukPagination": "pagination",
    "govukPanel": "panel",
    "govukPasswordInput": "password-input",
    "govukPhaseBanner": "phase-banner",
    "govukRadios": "radios",
    "govukSelect": "select",
    "govukSkipLink": "skip-link",
    "govukSummaryList": "summary-list",
    "govukTable": "table",
    "govukTabs": "tabs",
    "govukTag": "tag",
    "govukTaskList": "task-list",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}
"""Macro to component. The ones left out (header, footer, cookie banner) carry the crown."""

EACH = "[]"


@dataclass
class Argument:
    """The names that a macro reads under one argument."""

    names: dict[str, "Argument"] = field(default_factory=dict)
    handed_on: bool = False  # Given whole to something else, so we cannot know its names.

    def at(self, path: tuple[str, ...]) -> "Argument":
        """Return the argument at a path, which is made known by asking."""
        here = self
        for name in path:
            here = here.names.setdefault(name, Argument())
        return here

    def check(self, given: object, said: str) -> None:
        """Raise TypeError when a name was given that the macro never reads."""
        if isinstance(given, (list, tuple)) and EACH in self.names:
            for each in given:
                self.names[EACH].check(each, f"{said}[]")
        if self.handed_on or not self.names or not isinstance(given, Mapping):
            return
        for name, value in given.items():
            if name not in self.names:
                known = ", ".join(sorted(self.names))
                raise TypeError(f"{said} has no argument “{name}”. It has: {known}.")
            self.names[name].check(value, f"{said}.{name}")


class Macro:
    """One macro of the design system, called with a mapping of arguments."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._path = f"govuk_frontend_jinja/components/{COMPONENTS[name]}/macro.html"
        self._macro = getattr(_forgiving().get_template(self._path).module, name)
        self._arguments = arguments_of(COMPONENTS[name])

    def __call__(self, params: Mapping[str, object]) -> Markup:
        self._arguments.check(params, self.name)
        return self._macro(params)


@lru_cache
def macros() -> dict[str, Macro]:
    """Return every macro that our templates may call, by its name."""
    return {name: Macro(name) for name in COMPONENTS}


@lru_cache
def _forgiving() -> Environment:
    return Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def arguments_of(component: str) -> Argument:
    """Return the tree of argument names that a component's macro reads."""
    path = files("govuk_frontend_jinja") / "templates" / "components" / component / "macro.html"
    template = _forgiving().parse(path.read_text("utf-8"))
    known = Argument()
    aliases = _aliases(template)
    for read in template.find_all((nodes.Getattr, nodes.Getitem)):
        if (chain := _chain(read, aliases)) is not None:
            known.at(chain)
    handed_on = [pair.value for pair in template.find_all(nodes.Pair)]
    handed_on += [given for call in template.find_all(nodes.Call) for given in call.args]
    for given in handed_on:
        if chain := _chain(given, aliases):
            known.at(chain).handed_on = True
    return known


def _aliases(template: nodes.Template) -> dict[str, tuple[str, ...]]:
    """Follow `params` through loops and plain assignments to the other names it goes by."""
    aliases: dict[str, tuple[str, ...]] = {"params": ()}
    for assigned in template.find_all(nodes.Assign):
        chain = _chain(assigned.node, aliases)
        if isinstance(assigned.target, nodes.Name) and chain is not None:
            aliases[assigned.target.name] = chain
    for loop in template.find_all(nodes.For):
        chain = _chain(loop.iter, aliases)
        if isinstance(loop.target, nodes.Name) and chain is not None:
            aliases[loop.target.name] = (*chain, EACH)
    return aliases


def _chain(node: nodes.Node, aliases: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Return ("label", "text") for `params.label.text`, and None for what does not start at params."""
    if isinstance(node, nodes.Name):
        return aliases.get(node.name)
    below: nodes.Node
    if isinstance(node, nodes.Getattr):
        below, name = node.node, node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        below, name = node.node, str(node.arg.value)
    else:
        return None
    chain = _chain(below, aliases)
    return None if chain is None else (*chain, name)
