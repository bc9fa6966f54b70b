package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.io.IOException;

/** Place outside of Kafka that holds the contents of frames too large for a record. */
public interface FrameStore {

  /** A store that holds nothing: frames by reference are refused. */
  FrameStore NONE =
      (uri, maxBytes) -> {
        throw new MalformedException(
            "frame", "frames by reference are not allowed: name their places (--frame-uris)");
      };

  /**
   * Reads the content of a frame.
   *
   * @param uri its URI, as a header names it
   * @param maxBytes the most bytes that it may have
   * @throws MalformedException if the reference is not allowed, names nothing, or names too much
   * @throws IOException if the store fails, so that another attempt may succeed
   */
  byte[] read(String uri, int maxBytes) throws MalformedException, IOException;
}
