"""The measured record as a list: a record is found by its register."""

from sightline.kernel.registers import Column, Register, register

from .models import Kept

register(Register(name="kept", model=Kept, label="Kept", columns=[Column("name"), Column("vendor")], search=("name",), sort="name"))
