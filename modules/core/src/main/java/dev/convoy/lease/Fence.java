package dev.convoy.lease;

import dev.convoy.files.DurableFiles;

/** What keeps a driver that was replaced without knowing it from writing to the run. */
public interface Fence extends DurableFiles.Condition {
  /** Of the one driver that there is. */
  Fence NONE =
      new Fence() {
        @Override
        public int generation() {
          return 0;
        }

        @Override
        public void require() {}
      };

  /** Grows with each driver of a run; checkpoints carry it. */
  int generation();
}
