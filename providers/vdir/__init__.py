"""A folder of .ics files, as khal and vdirsyncer use it (the vdir specification: one object a file)."""

from providers.vdir.provider import Vdir

__all__ = ["Vdir"]
