"""The Django app of the compared models; its start-up registers one of them with auditlog."""

from sightline.kernel.rooms import Folder


class Bench(Folder):
    """Exists only under the settings of the measures; has no migrations, its tables are made by `migrate --run-syncdb`."""

    name = "tests.bench"
    label = "bench"

    def ready(self) -> None:
        """Fills the rooms, and registers the model that auditlog follows."""
        super().ready()
        from auditlog.registry import auditlog  # type: ignore[import-untyped]

        from .models import Audited

        auditlog.register(Audited)
