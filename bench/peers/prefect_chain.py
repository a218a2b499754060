"""A flow of Prefect 3 with an API server of its own: `prefect_chain.py STEPS TIMES` prints milliseconds a step of each chain, after one that warms up."""
import json, os, sys, tempfile, time

steps, times = int(sys.argv[1]), int(sys.argv[2])
os.environ["PREFECT_HOME"] = tempfile.mkdtemp()
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
from prefect import flow, task


@task
def step(number):
    return number + 1


@flow
def chain(count):
    number = 0
    for _ in range(count):
        number = step(number)
    return number


def measured(count):
    start = time.perf_counter()
    chain(count)
    return (time.perf_counter() - start) * 1000 / count


measured(steps)
print(json.dumps([measured(steps) for _ in range(times)]))
