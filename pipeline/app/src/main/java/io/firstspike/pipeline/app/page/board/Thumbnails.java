package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.Received;
import java.util.Optional;

/** Draws frames; called by several threads. */
@FunctionalInterface
public interface Thumbnails {

  /** A small picture of a frame, as a data URI; empty if it cannot be drawn. */
  Optional<String> draw(Received frame);
}
