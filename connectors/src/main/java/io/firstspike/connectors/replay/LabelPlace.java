package io.firstspike.connectors.replay;

/** Where a replay puts the labels. */
public enum LabelPlace {
  /** On the labels topic, after the label delay. */
  TOPIC,
  /** In a header of the frame itself. */
  FRAME,
  /** Nowhere: the frames are to be decided, not learned from. */
  NOWHERE
}
