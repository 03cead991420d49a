"""The operations that hand over a file: made of everything, or of one record."""

from __future__ import annotations

from typing import Any

from sightline.kernel.exports import MEDIA_TYPES, Export, all_exports
from sightline.kernel.registers import register_of

from .parts import file, param, reading, reference
from .schemas import text


def file_paths() -> dict[str, Any]:
    """Address -> what `GET` gives, for every file that is made of everything, or of one record."""
    return dict(_file_path(one, form) for one in all_exports() for form in one.formats)


def _file_path(one: Export, form: str) -> tuple[str, dict[str, Any]]:
    address, tag, params, statuses = f"/api/v1/reports/{one.name}.{form}", "The whole", [], ["403", "404"]
    register = register_of(one.of) if one.of is not None else None
    if register is not None:
        address, tag = f"/api/v1/{register.name}/{{reference}}/files/{one.name}.{form}", register.label
        params = [reference(register.model.reference_prefix)]
    params += [param(name, "query", text()) for name in one.options]
    name = f"fetch_{one.name}_{form}".replace("-", "_")
    told = reading(tag, name, f"Fetch: {one.label}, {form.upper()}", params, file(MEDIA_TYPES[form]), *statuses, permission=one.permission)
    return address, {"get": told}
