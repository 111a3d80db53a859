"""The interface's document (OpenAPI) as a page to read: HTML without a script, made here.

Whatever of the document becomes HTML is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

_Schema = Mapping[str, Any]
_REF = "#/components/schemas/"
_LIMITS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
}
_METHODS = ("get", "post", "put", "patch", "delete")


def interface_page(document: _Schema) -> str:
    """Return the page.

    Parameters
    ----------
    document
        OpenAPI 3.1, as `openapi.json` has it.
    """
    schemas: _Schema = document.get("components", {}).get("schemas", {})
    by_tag: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                operation = methods[method]
                tag = next(iter(operation.get("tags", ())), "Other")
                by_tag.setdefault(tag, []).append(_operation(method, path, operation))
    info = document["info"]
    parts = [
        f"<header><h1>{escape(info['title'])} {escape(info['version'])}: interface</h1>",
        '<p><a href="/">The page of the jobs</a> · <a href="/api/v1/openapi.json">openapi.json</a>',
        " for programs (it wants the token where there is one)</p></header><main>",
        *(
            f"<section><h2>{escape(tag)}</h2>{''.join(operations)}</section>"
            for tag, operations in by_tag.items()
        ),
        "<section><h2>What is sent and answered</h2>",
        *(_named(name, schema) for name, schema in sorted(schemas.items())),
        "</section></main>",
    ]
    return _PAGE.format(title=escape(info["title"]), body="".join(parts))


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: interface</title>
<link rel="stylesheet" href="/page.css">
<link rel="icon" href="data:,">
</head>
<body class="interface">
{body}
</body>
</html>
"""


# What links lead to lies inside of what they are to open: browsers then open it by themselves.


def _operation(method: str, path: str, operation: _Schema) -> str:
    place, words = _place(method, path), operation.get("description", "")
    return "".join(
        (
            "<details><summary>",
            f'<b class="method">{method.upper()}</b> <code>{escape(path)}</code> ',
            f'<span class="muted">{escape(operation.get("summary", ""))}</span></summary>',
            f'<p id="{escape(place)}">{escape(words)}</p>',
            _parameters(operation.get("parameters", ())),
            _body(operation.get("requestBody")),
            _answers(operation.get("responses", {})),
            "</details>",
        )
    )


def _place(method: str, path: str) -> str:
    return f"{method}{path}".replace("/", "-").replace("{", "").replace("}", "")


def _parameters(parameters: Any) -> str:
    rows = [
        (
            f"<code>{escape(one['name'])}</code>",
            escape(one["in"]),
            _type(one.get("schema", {})),
            _said(one, one.get("schema", {}), is_needed=one.get("required", False)),
        )
        for one in parameters
    ]
    return _table("Parameters", ("name", "in", "what", ""), rows)


def _body(body: _Schema | None) -> str:
    if body is None:
        return ""
    parts = [f"<h3>Body</h3><p>{escape(body.get('description', ''))}</p>"]
    for media, content in body["content"].items():
        schema = content.get("schema", {})
        parts.append(f"<p><code>{escape(media)}</code>: {_type(schema)}</p>{_properties(schema)}")
        parts.append(_examples(content, schema))
    return "".join(parts)


def _answers(answers: _Schema) -> str:
    rows = []
    for status, answer in answers.items():
        contents = answer.get("content", {}).items()
        what = "<br>".join(
            f"<code>{escape(media)}</code> {_type(content.get('schema', {}))}"
            for media, content in contents
        )
        words = escape(answer.get("description", ""))
        for name, header in answer.get("headers", {}).items():
            words += f"<br><code>{escape(name)}</code>: {escape(header.get('description', ''))}"
        words += "".join(_examples(content, {}) for _, content in contents)
        rows.append((f"<b>{escape(status)}</b>", what, words))
    return _table("Answers", ("status", "what", ""), rows)


def _named(name: str, schema: _Schema) -> str:
    return (
        f"<details><summary><code>{escape(name)}</code></summary>"
        f'<p id="{escape(name)}">{escape(schema.get("description", ""))}</p>'
        f"{'' if 'properties' in schema else f'<p>{_type(schema)}</p>'}"
        f"{_properties(schema)}{_examples({}, schema)}</details>"
    )


def _properties(schema: _Schema) -> str:
    needed = schema.get("required", ())
    rows = [
        (f"<code>{escape(name)}</code>", _type(one), _said(one, one, is_needed=name in needed))
        for name, one in schema.get("properties", {}).items()
    ]
    return _table("", ("key", "what", ""), rows)


def _said(one: _Schema, schema: _Schema, *, is_needed: bool) -> str:
    words = [escape(one.get("description", schema.get("description", "")))]
    if "default" in schema and schema["default"] is not None:
        words.append(f"Default: <code>{escape(json.dumps(schema['default']))}</code>.")
    if is_needed:
        words.append("Always there." if one is schema else "Needed.")
    return " ".join(filter(None, words))


def _examples(content: _Schema, schema: _Schema) -> str:
    found = [one.get("value") for one in content.get("examples", {}).values()]
    found += schema.get("examples", ())
    if "example" in content:
        found.append(content["example"])
    return "".join(f"<pre>{escape(_as_text(value))}</pre>" for value in found)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)


def _type(schema: _Schema) -> str:
    """Return what a value is, as HTML."""
    limits = [words.format(schema[key]) for key, words in _LIMITS.items() if key in schema]
    limited = f" ({escape(', '.join(limits))})" if limits else ""
    return " or ".join(_kinds(schema)) + limited


def _kinds(schema: _Schema) -> Iterator[str]:
    if ref := schema.get("$ref"):
        name = escape(str(ref).removeprefix(_REF))
        yield f'<a href="#{name}">{name}</a>'
    elif "const" in schema or "enum" in schema:
        values = schema.get("enum", [schema.get("const")])
        yield ", ".join(f"<code>{escape(json.dumps(one))}</code>" for one in values)
    elif options := schema.get("anyOf", schema.get("oneOf")):
        for option in options:
            yield _type(option)
    elif schema.get("type") == "array":
        yield f"list of {_type(schema.get('items', {}))}"
    elif isinstance(values := schema.get("additionalProperties"), Mapping):
        yield f"object of {_type(values)}"
    else:
        kind = schema.get("format") or schema.get("type") or "anything"
        yield escape(str(kind))


def _table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    above = f"<h3>{title}</h3>" if title else ""
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for cells in rows)
    return f"{above}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
