"""MLflow on SQLite, as it is used: one call at a time. `mlflow_calls.py FOLDER CALLS ARTIFACTS RUNS` prints milliseconds a call, and of a search."""
import json, os, sys, time

folder, calls, artifacts, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{folder}/mlflow.db"
os.environ["GIT_PYTHON_REFRESH"] = "quiet"
import mlflow

mlflow.create_experiment("bench", artifact_location=f"file://{folder}/mlartifacts")
mlflow.set_experiment("bench")


def each(count, work):
    work(-1)
    start = time.perf_counter()
    for n in range(count):
        work(n)
    return (time.perf_counter() - start) * 1000 / count


path = os.path.join(folder, "kilobyte.txt")


def artifact(n):
    with open(path, "w") as file:
        file.write(f"{n} " * 250)
    mlflow.log_artifact(path, f"a{n}")


with mlflow.start_run():
    metric = each(calls, lambda n: mlflow.log_metric("loss", 1 / (n + 2), step=n + 1))
    logged = each(artifacts, artifact)


def filled(n):
    with mlflow.start_run():
        mlflow.log_metrics({"accuracy": ((n + 1) * 7919 % 1000) / 1000, "loss": 0.5})


run = each(runs, filled)
search = each(5, lambda n: mlflow.search_runs(order_by=["metrics.accuracy DESC"], max_results=100, output_format="list"))
print(json.dumps({"metric": metric, "artifact": logged, "run": run, "search": search}))
