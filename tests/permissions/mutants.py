"""Every access filter of the code, found by walking it, and each of them taken away in turn.

A filter is a call: `visible_to`, `held_by` and their kin choose rows, `may`, `holds`, `has` and
`covers` answer yes or no, `get_record` refuses, and `@access` says who gets a page. In a mutant one
of these calls lets everyone through. It lives in this process only: the function gets other code
for a while, the file stays as it is.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import gc
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

from django.urls import URLPattern

import vern
from vern.core.kernel.access import PUBLIC, SIGNED_IN, Rule
from vern.core.records import composed

HERE: Final = Path(vern.__file__).parent
LEFT_OUT: Final = ("tests", "migrations", "demo", "commands", "testing")
"""What answers no request."""

ROWS: Final = frozenset({"visible_to", "held_by", "reviewed_by", "anonymised", "told_to"})
AS_SYSTEM: Final = frozenset({"newest_visible", "newest_held", "get_record", "reads", "reads_any"})
YES: Final = frozenset(
    {"may", "holds", "has", "covers", "is_confided_to", "is_reporter", "takes_part", "speaks_for"}
)
METHODS: Final = ROWS | {"has", "covers", "newest_visible", "newest_held"}
_ASKER: Final = re.compile("actor|reader")
_REACHED: Final = "_vern_filter_reached"


@dataclass(frozen=True)
class Site:
    """A filter in the code. `part`: what of it is taken away, where there is more than one."""

    path: Path
    line: int
    column: int
    name: str
    function: str
    part: str = ""

    def __str__(self) -> str:
        where = self.path.relative_to(HERE.parent)
        part = f" ({self.part})" if self.part else ""
        return f"{where}:{self.line} {self.function}: {self.name}{part}"


@cache
def source(path: Path) -> str:
    return path.read_text()


@cache
def sites() -> list[Site]:
    """Every filter in the code that answers requests."""
    found = []
    for path in sorted(HERE.rglob("*.py")):
        if not set(path.relative_to(HERE).parts) & set(LEFT_OUT):
            found += list(_Finder(path).sites())
    return found


@dataclass(frozen=True)
class _Finder:
    path: Path

    def sites(self) -> Iterator[Site]:
        tree = ast.parse(source(self.path))
        for outer in _functions(tree):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and (name := _filter(node)):
                    at = Site(self.path, node.lineno, node.col_offset, name, _name(outer))
                    yield at
                    asked = any(each.arg == "capability" for each in node.keywords)
                    if name == "get_record" and asked:
                        yield replace(at, part="its capability")


def _name(function: ast.AST) -> str:
    return getattr(function, "name", "<lambda>")


def _functions(tree: ast.Module) -> Iterator[ast.AST]:
    """Functions that live on their own: of the module and its classes, and lambdas outside them."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if isinstance(child, ast.FunctionDef | ast.Lambda):
                yield child
            else:
                waiting.append(child)


def _filter(call: ast.Call) -> str:
    """The name of the filter that is called; empty if it is none."""
    method = isinstance(call.func, ast.Attribute)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    name = call.func.id if isinstance(call.func, ast.Name) else name
    asks = (
        name in YES
        or name == "anonymised"
        or (bool(call.args) and bool(_ASKER.search(ast.unparse(call.args[0]))))
    )
    wanted = method if name in METHODS else not method
    return name if name in ROWS | YES | AS_SYSTEM and asks and wanted else ""


class _Change(ast.NodeTransformer):
    """Replaces some calls of a module."""

    def __init__(self, chosen: Sequence[Site]) -> None:
        self._chosen = {(each.line, each.column, each.name): each for each in chosen}

    def visit_Call(self, node: ast.Call) -> ast.AST:
        where = (node.lineno, node.col_offset, _filter(node))
        self.generic_visit(node)
        site = self._chosen.get(where)
        return ast.copy_location(self.changed(node, site), node) if site else node

    def changed(self, node: ast.Call, site: Site) -> ast.expr:
        raise NotImplementedError


class _Open(_Change):
    """Lets everyone through."""

    def changed(self, node: ast.Call, site: Site) -> ast.expr:
        if site.part:
            node.keywords = [each for each in node.keywords if each.arg != "capability"]
            return node
        if site.name in YES:
            return ast.Constant(value=True)
        if site.name in ROWS and isinstance(node.func, ast.Attribute):
            rows = ast.Attribute(value=node.func.value, attr="all", ctx=ast.Load())
            return ast.Call(func=rows, args=[], keywords=[])
        system = ast.parse("__import__('vern.core.org.actors', fromlist=['SYSTEM']).SYSTEM")
        node.args[0] = system.body[0].value  # type: ignore[attr-defined]
        return node


class _Note(_Change):
    """Says that it was reached, where taking it away could matter, and does as before."""

    def changed(self, node: ast.Call, site: Site) -> ast.expr:
        noted = ast.Name(id=_REACHED, ctx=ast.Load())
        name = ast.Constant(value=str(site))
        if site.name in YES:
            return ast.Call(func=noted, args=[name, node], keywords=[])
        said = ast.Call(func=noted, args=[name, ast.Constant(value=False)], keywords=[])
        both = ast.Tuple(elts=[said, node], ctx=ast.Load())
        return ast.Subscript(value=both, slice=ast.Constant(value=1), ctx=ast.Load())


Key = tuple[str, int, str]


def _key(code: CodeType, path: str) -> Key:
    return path, code.co_firstlineno, code.co_qualname


@cache
def live_functions() -> dict[Key, list[FunctionType]]:
    """Our functions as they are now, by where they stand."""
    for site in sites():
        module = site.path.relative_to(HERE.parent).with_suffix("")
        import_module(".".join(module.parts).removesuffix(".__init__"))
    gc.unfreeze()  # what the tests have set aside is not listed
    found: dict[Key, list[FunctionType]] = {}
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename.startswith(str(HERE)):
            code = each.__code__
            found.setdefault(_key(code, code.co_filename), []).append(each)
    gc.freeze()
    return found


def _codes(code: CodeType, path: str) -> Iterator[tuple[Key, CodeType]]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield _key(each, path), each
            yield from _codes(each, path)


@contextlib.contextmanager
def changed(path: Path, how: _Change) -> Iterator[None]:
    """The functions of a file with other code, until the end."""
    tree = how.visit(ast.parse(source(path)))
    ast.fix_missing_locations(tree)
    old = dict(_codes(compile(source(path), str(path), "exec", dont_inherit=True), str(path)))
    new = _codes(compile(tree, str(path), "exec", dont_inherit=True), str(path))
    before: list[tuple[FunctionType, CodeType]] = []
    try:
        for key, code in new:
            for function in live_functions().get(key, ()):
                if old.get(key) != code and len(function.__code__.co_freevars) == len(
                    code.co_freevars
                ):
                    before.append((function, function.__code__))
                    function.__code__ = code
        forget()
        yield
    finally:
        for function, code in before:
            function.__code__ = code
        forget()


def forget() -> None:
    """What was composed with the other code."""
    composed._of_shape.cache_clear()


def opened(site: Site) -> contextlib.AbstractContextManager[None]:
    """The code with one filter taken away."""
    return changed(site.path, _Open([site]))


@contextlib.contextmanager
def noting(found: list[Site], reached: set[str]) -> Iterator[None]:
    """Every filter that is reached, and does not say yes, is added to `reached` by its name."""

    def note(name: str, answer: object) -> object:
        if not answer:
            reached.add(name)
        return answer

    setattr(builtins, _REACHED, note)
    by_file: dict[Path, list[Site]] = {}
    for site in found:
        if not site.part:
            by_file.setdefault(site.path, []).append(site)
    try:
        with contextlib.ExitStack() as stack:
            for path, here in by_file.items():
                stack.enter_context(changed(path, _Note(here)))
            yield
    finally:
        delattr(builtins, _REACHED)


def weaker(pattern: URLPattern) -> list[tuple[str, Rule]]:
    """Rules of `@access` that let more people in."""
    rule: Rule = pattern.callback.access  # type: ignore[attr-defined]
    if rule == PUBLIC:
        return []
    for_all = [("nothing", PUBLIC)]
    return [*for_all, ("no capability", SIGNED_IN)] if rule.capabilities else for_all


@contextlib.contextmanager
def with_rule(view: Any, rule: Rule) -> Iterator[None]:
    """A page with another rule."""
    before, view.access = view.access, rule
    try:
        yield
    finally:
        view.access = before
