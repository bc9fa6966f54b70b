package io.firstspike.pipeline.stream.learner;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** The order in which a learner takes the frames and labels of its key. */
@API(status = Status.MAINTAINED)
public enum Order {

  /**
   * The order of arrival: a frame is decided on at once, and learned from when its label arrives.
   */
  LIVE,

  /**
   * The order of event time, whatever the interleaving of the topics: the result is the same
   * however often and at whatever parallelism the records are read. Needs time marks on both
   * topics.
   */
  REPLAY
}
