"""Files that come with a request, by the GraphQL multipart request specification."""

from __future__ import annotations

from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from schema.operations.errors import ArgumentError
from schema.operations.uploaded_file import UploadedFile

Upload = NewType("Upload", UploadedFile)


def checked_upload(value: object, path: str) -> UploadedFile:
    """Give the file that the view has put where the request's map says.

    Raises
    ------
    ArgumentError
        JSON stands there.
    """
    if not isinstance(value, UploadedFile):
        raise ArgumentError(
            path,
            "a file is not given as JSON; send the request as multipart/form-data with the parts "
            "operations, map and one file, by the GraphQL multipart request specification",
        )
    return value


def _serialize(value: object) -> object:
    raise TypeError(f"Upload cannot show {value!r}: files only come in")


UPLOAD: dict[object, ScalarDefinition] = {
    Upload: strawberry.scalar(
        name="Upload",
        description="A file (文件), sent beside the operation: multipart/form-data by the GraphQL "
        "multipart request specification, with the header X-Quanmap-Preflight.",
        serialize=_serialize,
        parse_value=lambda value: value,  # `checked_upload` refuses, after the caller's role did
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    )
}
