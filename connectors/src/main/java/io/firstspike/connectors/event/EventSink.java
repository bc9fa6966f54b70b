package io.firstspike.connectors.event;

import io.firstspike.connectors.MalformedException;

/** Takes decoded events, a block after the other. */
@FunctionalInterface
public interface EventSink {

  /**
   * Takes the events of a block, which is used again as soon as this returns.
   *
   * @throws MalformedException if these events cannot be used
   */
  void accept(EventBlock events) throws MalformedException;
}
