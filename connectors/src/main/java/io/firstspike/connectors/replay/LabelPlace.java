package io.firstspike.connectors.replay;

/** The place where a replay writes the labels. */
public enum LabelPlace {
  /** On the labels topic, after the label delay. */
  TOPIC,
  /** In a header of the frame itself. */
  FRAME,
  /** Nowhere: the frames are only classified. */
  NOWHERE
}
