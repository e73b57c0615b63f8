"""How the built style sheets, fonts and scripts are stored and named."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Names each file by its content. Before `bin/assets` has run, pages name files as they are."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def hashed_name(self, name: str, content: object = None, filename: str | None = None) -> str:
        if content is None and not self.exists(filename or name):
            return name
        return super().hashed_name(name, content, filename)
