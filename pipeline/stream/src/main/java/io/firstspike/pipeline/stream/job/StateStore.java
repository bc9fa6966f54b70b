package io.firstspike.pipeline.stream.job;

/** Store of a job's state while it runs. */
public enum StateStore {
  /** In memory: the fastest, as long as it fits. */
  HEAP("hashmap"),
  /** In RocksDB, on local disks, with what is used most in memory: for many model keys. */
  ROCKSDB("rocksdb");

  private final String backend;

  StateStore(String backend) {
    this.backend = backend;
  }

  /** Flink's name for it. */
  String backend() {
    return backend;
  }
}
