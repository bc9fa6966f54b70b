package io.firstspike.pipeline.app.watch;

/** Kinds of reasons for the restarts of a job: the few values of a metric's label. */
public enum RestartKind {
  /** No space on a device. */
  SPACE,
  /** A record that is larger than its topic takes. */
  RECORD_SIZE,
  /** Transactions that another job, or the broker, has ended. */
  TRANSACTIONS,
  /** Another failure that a client of Kafka has told, such as a broker that does not answer. */
  KAFKA,
  /** All others. */
  OTHER
}
