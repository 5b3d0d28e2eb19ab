"""Writes the same images as TFRecord and as tar files, by others' libraries."""

import io
import os
import sys
import tarfile

import webdataset
from tfrecord.writer import TFRecordWriter

out = sys.argv[1]
images = [bytes([i]) * (i + 1) for i in range(30)]


def records(name, numbers, text):
    writer = TFRecordWriter(os.path.join(out, name))
    for i in numbers:
        label = (f"class {i % 3}".encode(), "byte") if text else (i % 3, "int")
        writer.write(
            {
                "image/encoded": (images[i], "byte"),
                "image/class/label": label,
                "image/filename": (f"{i}.png".encode(), "byte"),
                "image/height": (7, "int"),
                "scores": ([0.5, 1.5], "float"),
            }
        )
    writer.close()


def member(tar, name, content):
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def shard(name, numbers, form, folder):
    with tarfile.open(os.path.join(out, name), "w", format=form) as tar:
        for i in numbers:
            member(tar, f"{folder}/{i:03d}.png", images[i])
            member(tar, f"{folder}/{i:03d}.json", b"{}")
            member(tar, f"{folder}/{i:03d}.cls", str(i % 3).encode() + b"\n")


for folder in ["numbers", "texts"]:
    os.makedirs(os.path.join(out, folder))
records("numbers/flowers-train.tfrecord-00000-of-00002", range(0, 12), False)
records("numbers/flowers-train.tfrecord-00001-of-00002", range(12, 20), False)
records("numbers/flowers-validation.tfrecord-00000-of-00001", range(20, 25), False)
records("texts/all.tfrecord", range(0, 20), True)
with open(os.path.join(out, "texts/labels.txt"), "w", encoding="utf-8") as labels:
    labels.write("0:class 0\n1:class 1\n2:class 2\n")

for name, form, folder in [
    ("ustar", tarfile.USTAR_FORMAT, "a/" + "b" * 90),
    ("gnu", tarfile.GNU_FORMAT, "é" * 100),
    ("pax", tarfile.PAX_FORMAT, "é" * 100),
]:
    os.makedirs(os.path.join(out, name))
    shard(f"{name}/train-000.tar", range(0, 12), form, folder)
    shard(f"{name}/train-001.tar", range(12, 20), form, folder)
    shard(f"{name}/test-000.tar", range(20, 25), form, folder)

for label in ["cls", "json"]:
    os.makedirs(os.path.join(out, "webdataset-" + label))
    pattern = os.path.join(out, f"webdataset-{label}", "train-%06d.tar")
    with webdataset.ShardWriter(pattern, maxcount=8) as sink:
        for i in range(20):
            value = i % 3 if label == "cls" else {"label": i % 3, "caption": "a café"}
            sample = {"__key__": f"é {i:03d}", "png": images[i], "mask.png": images[0], label: value}
            sink.write(sample)
