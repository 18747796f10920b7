"""What Aftertouch costs the person's machine and their calendar server, beside what others cost: `make bench`."""
