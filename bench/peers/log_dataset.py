"""What MLRun and MLflow do with a data frame: describe it, look at its first rows, write it as Parquet. Prints milliseconds to the last byte on disk."""
import json, os, sys, time
import numpy as np
import pandas as pd

rows, folder, times = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
random = np.random.default_rng(7)
columns = {f"f{n}": random.normal(size=rows) for n in range(5)}
columns["f0"][::100] = np.nan
columns["i32"] = random.integers(0, 1_000_000, rows, dtype=np.int32)
columns["i64"] = (1 << 60) + np.arange(rows, dtype=np.int64)
city = np.array([f"city {n}" for n in range(50)], dtype=object)
columns["city"] = city[random.integers(0, 50, rows)]
columns["level"] = np.array(["low", "mid", "high"], dtype=object)[random.integers(0, 3, rows)]
columns["level"][::50] = None
columns["at"] = pd.to_datetime(1_700_000_000_000 + np.arange(rows) * 1000, unit="ms")
frame = pd.DataFrame(columns)


def log(path):
    start = time.perf_counter()
    frame.describe(include="all")
    frame.head(20).to_json()
    frame.to_parquet(path)
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
    return (time.perf_counter() - start) * 1000


log(os.path.join(folder, "warm.parquet"))
print(json.dumps([log(os.path.join(folder, f"{n}.parquet")) for n in range(times)]))
