"""The server's settings for a machine: bulk loads are the main work, and a 4 GB laptop must still breathe."""

import os
from pathlib import Path

from harapan.postgres.machine import GB, MB, Machine

SMALL_SHARED_MEMORY = 512 * MB


def is_durable() -> bool:
    """False only for the test cluster, which may lose everything when the power goes (`HARAPAN_POSTGRES_DURABLE=0`)."""
    return os.environ.get("HARAPAN_POSTGRES_DURABLE", "1") != "0"


def settings_for(machine: Machine, *, durable: bool = True) -> dict[str, str]:
    """PostgreSQL settings by name. Python's frames want as much memory again, so ours stay below a third."""
    memory, cores = machine.memory, machine.cores
    return {
        # memory
        "shared_buffers": _size(memory // 8, least=128 * MB, most=8 * GB),
        "effective_cache_size": _size(memory // 2, least=512 * MB),
        "work_mem": _size(memory // 256, least=8 * MB, most=64 * MB),
        "maintenance_work_mem": _size(memory // 16, least=64 * MB, most=2 * GB),
        "autovacuum_work_mem": _size(memory // 64, least=64 * MB, most=512 * MB),
        "huge_pages": "try",
        # a container's /dev/shm of 64 MB breaks parallel queries; System V segments do not live there
        "dynamic_shared_memory_type": "posix" if machine.shared >= SMALL_SHARED_MEMORY else "sysv",
        # processes
        "max_connections": "60",
        "max_worker_processes": str(cores + 8),
        "max_parallel_workers": str(cores),
        "max_parallel_workers_per_gather": str(min(4, max(1, cores // 2))),
        "max_parallel_maintenance_workers": str(min(4, max(1, cores // 2))),
        "max_locks_per_transaction": "256",  # a dump or a migration touches every partition at once
        # writing: "minimal" lets a table filled in the transaction that made it skip the log
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # this build has pglz only: it made updates after a checkpoint 3.5 times and first reads 3 times slower
        "wal_compression": "off",
        "wal_buffers": "64MB",
        "min_wal_size": "256MB",
        "max_wal_size": _size(_power_of_two(machine.free_disk // 8), least=1 * GB, most=16 * GB),
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        # reading from a solid-state disk
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "'UTC'",
        **_log_without_people(),
        **(_durable() if durable else _hasty()),
    }


def bulk_memory(machine: Machine) -> str:
    """`work_mem` of the two logins that work in bulk, one statement at a time."""
    return _size(machine.memory // 32, least=32 * MB, most=512 * MB)


def as_file(settings: dict[str, str], sockets: Path) -> str:
    """The text of `harapan.conf`."""
    lines = {**settings, "listen_addresses": "''", "unix_socket_directories": _quoted(f'"{sockets}"')}
    lines["unix_socket_permissions"] = "0700"
    head = "# Written by Harapan at each start, for this machine. Put your own settings into local.conf beside it.\n"
    return head + "".join(f"{name} = {value}\n" for name, value in lines.items())


def _durable() -> dict[str, str]:
    return {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def _hasty() -> dict[str, str]:
    """Loses all when the power goes, but not when the server is killed: tests do kill it.

    Databases come and go by the second: each time the whole of the shared buffers is looked through, so they are few,
    and nothing lives long enough to be vacuumed.
    """
    lasting = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"}
    return lasting | {"shared_buffers": "128MB", "autovacuum": "off"}


def _log_without_people() -> dict[str, str]:
    """One file per weekday; no statement and no DETAIL line, for those would carry NIKs into a plain file."""
    return {
        "logging_collector": "on",
        "log_directory": "'log'",
        "log_filename": "'%a.log'",
        "log_truncate_on_rotation": "on",
        "log_rotation_size": "0",
        "log_line_prefix": "'%m [%p] %u '",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
    }


def _size(size: int, *, least: int, most: int | None = None) -> str:
    return f"{max(least, min(size, most or size)) // MB}MB"


def _power_of_two(size: int) -> int:
    """Rounded down, so that the file does not change each time a few blocks are written."""
    return 1 << max(0, size.bit_length() - 1)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
