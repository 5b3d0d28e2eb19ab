"""Writes data sets with Hugging Face's own library, for tests that read them back.

python3 hugging_face.py FOLDER: FOLDER/png/<split>-<i>.png are the images as they were put in, labels i % 3.
"""
import io
import sys
from pathlib import Path

from datasets import ClassLabel, Dataset, DatasetInfo, Features, Image, Value
from PIL import Image as Picture

NAMES = ["cat", "a dog: \"big\", it's", "élan"]
FEATURES = Features({"image": Image(), "label": ClassLabel(names=NAMES)})


def png(seed):
    picture = Picture.new("RGB", (5 + seed % 3, 4), (seed * 7 % 256, 20, 200))
    out = io.BytesIO()
    picture.save(out, "png")
    return out.getvalue()


def rows(folder, split, count):
    images = []
    for i in range(count):
        content = png(i + len(split))
        (folder / "png" / f"{split}-{i}.png").write_bytes(content)
        # What push_to_hub keeps of a path is its name, which is the same in each folder.
        images.append({"bytes": content, "path": f"{i % 2}.png"})
    return {"image": images, "label": [i % 3 for i in range(count)]}


def main(folder):
    (folder / "png").mkdir(parents=True)
    split = folder / "split" / "data"
    split.mkdir(parents=True)
    train = Dataset.from_dict(rows(folder, "train", 25), features=FEATURES)
    for i in range(2):
        train.shard(2, i, contiguous=True).to_parquet(split / f"train-{i:05d}-of-00002.parquet", batch_size=5)
    for name in ("validation", "test"):
        data = Dataset.from_dict(rows(folder, name, 4), features=FEATURES)
        data.to_parquet(split / f"{name}-00000-of-00001.parquet")

    # Old files: no footer, names in the card that huggingface_hub writes.
    old = folder / "old"
    old.mkdir()
    for file in split.iterdir():
        import pyarrow.parquet as parquet

        table = parquet.read_table(file)
        parquet.write_table(table.replace_schema_metadata({}), old / file.name, compression="gzip")
    from datasets.info import DatasetInfosDict

    info = DatasetInfo(features=FEATURES, splits=train.info.splits)
    DatasetInfosDict({"default": info}).write_to_directory(str(old))

    # Unlabelled test data, and names of many words, which the card breaks into lines.
    odd = folder / "odd"
    odd.mkdir()
    long = ["word " * 30 + str(i) for i in range(2)] + ["'", "yes", "12", ""]
    features = Features({"img": Image(), "id": Value("int64"), "fine_label": ClassLabel(names=long)})
    content = png(1)
    data = {"img": [{"bytes": content, "path": None}] * 3, "id": [7, 8, 9], "fine_label": [0, -1, None]}
    Dataset.from_dict(data, features=features).to_parquet(odd / "x.parquet")
    DatasetInfosDict({"default": DatasetInfo(features=features)}).write_to_directory(str(folder / "odd"))


main(Path(sys.argv[1]))
