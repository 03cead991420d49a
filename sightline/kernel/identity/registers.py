"""Accounts as a list."""

from django.db.models import Q

from ..registers import Column, Filter, Register, View, register
from .models import Account

register(
    Register(
        name="accounts",
        on_my_page=False,
        model=Account,
        label="Accounts",
        columns=[
            Column("name"),
            Column("email"),
            Column("roles", label="Roles", value=lambda account: ", ".join(role.capitalize() for role in account.roles), sort="-"),
            Column(
                "standing",
                label="State",
                value=lambda account: ("ok", "May sign in") if account.is_active else ("none", "Closed"),
                kind="status",
                sort="is_active",
            ),
        ],
        filters=[Filter("is_active", label="May sign in")],
        views=[View("closed", "Closed", lambda actor: Q(is_active=False))],
        search=("name", "email"),
        sort="name",
        empty="Nobody can sign in yet.",
        facts=("name", "email", "roles", "is_active"),
    )
)
