"""The settings fit the machine: a small laptop keeps room to breathe, a big server is used."""

import pytest

from harapan.postgres.machine import GB, MB, Machine, memory, this_machine
from harapan.postgres.tuning import as_file, bulk_memory, settings_for


def in_bytes(size: str) -> int:
    return int(size.removesuffix("MB")) * MB


def laptop(**changes) -> Machine:
    return Machine(**{"memory": 4 * GB, "cores": 2, "free_disk": 20 * GB, "shared": 2 * GB, **changes})


@pytest.mark.parametrize("memory", [1 * GB, 2 * GB, 4 * GB, 8 * GB, 64 * GB, 512 * GB])
def test_a_cycle_leaves_two_thirds_of_the_memory_to_others(memory):
    machine = laptop(memory=memory)
    settings = settings_for(machine)
    sorts = 2 * 2 * in_bytes(bulk_memory(machine))  # a statement and its worker, two sorts each
    busy = in_bytes(settings["shared_buffers"]) + sorts + in_bytes(settings["maintenance_work_mem"])
    assert busy <= max(memory // 2 if memory < 2 * GB else memory // 3, 384 * MB)


def test_a_big_server_is_used_within_reason():
    settings = settings_for(laptop(memory=256 * GB, cores=32, free_disk=2000 * GB))
    assert settings["shared_buffers"] == "8192MB"
    assert settings["max_wal_size"] == "16384MB"
    assert settings["max_parallel_workers_per_gather"] == "4"


def test_the_log_may_not_fill_a_small_disk():
    assert settings_for(laptop(free_disk=8 * GB))["max_wal_size"] == "1024MB"


def test_a_container_with_tiny_shared_memory_still_runs_in_parallel():
    assert settings_for(laptop(shared=64 * MB))["dynamic_shared_memory_type"] == "sysv"


def test_commits_are_safe_unless_the_switch_for_tests_is_set():
    assert settings_for(laptop())["fsync"] == settings_for(laptop())["synchronous_commit"] == "on"
    assert settings_for(laptop(), durable=False)["fsync"] == "off"


def test_a_few_blocks_more_or_less_do_not_rewrite_the_file():
    assert settings_for(laptop(free_disk=20 * GB)) == settings_for(laptop(free_disk=20 * GB - 12345))


def test_an_odd_socket_folder_is_quoted(tmp_path):
    text = as_file({}, tmp_path / "it's")
    assert f"""unix_socket_directories = '"{tmp_path}/it''s"'""" in text


def test_this_machine_is_measured(tmp_path):
    machine = this_machine(tmp_path / "not" / "there" / "yet")
    assert machine.memory == memory() > 100 * MB
    assert machine.cores >= 1
    assert machine.free_disk > 0
