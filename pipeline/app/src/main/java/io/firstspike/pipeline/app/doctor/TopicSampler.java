package io.firstspike.pipeline.app.doctor;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.stream.event.OpenStream;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Collects the latest frames of one model key from a pipeline's topics, with their labels. */
final class TopicSampler {

  /** The most numbers of all stimuli together. */
  private static final long MOST_NUMBERS = 256L << 20;

  /** How much earlier than its frame a label may have been sent, in milliseconds. */
  private static final long AHEAD_MILLIS = 600_000;

  /** The most records of labels for each frame: other keys may share the topic. */
  private static final long LABELS_A_FRAME = 8;

  private final NetworkSpec spec;
  private final String modelKey;
  private final TopicNames topics;
  private final FrameFormat format;

  /** By frame id, the oldest first. */
  private final Map<String, Frame> frames = new LinkedHashMap<>();

  private final Map<String, String> labels = new HashMap<>();
  private final Set<String> otherKeys = new TreeSet<>();
  private final OpenStream windows;
  private long numbers;
  private long earliest = Long.MAX_VALUE;
  private long records;
  private long unreadable;
  private String firstReason;

  /**
   * Begins with nothing.
   *
   * @param spec the network that says whether frames are images or windows of events
   * @param topics the topics' names, with that of events for such a network
   */
  TopicSampler(NetworkSpec spec, String modelKey, TopicNames topics, FrameFormat format) {
    this.spec = spec;
    this.modelKey = modelKey;
    this.topics = topics;
    this.format = format;
    this.windows =
        spec.input().events() == null
            ? null
            : new OpenStream(spec, EventLimits.DEFAULT, this::takeFrame);
  }

  /**
   * Reads the sample.
   *
   * @param most the most records of each partition of the frames' topic
   * @throws InputException if there are no frames with labels
   */
  TopicSample read(TopicScan scan, long most) {
    scan.last(topics.frames(), most, this::takeRecord);
    if (frames.isEmpty()) {
      throw new InputException(
          "topic "
              + topics.frames()
              + " has no frame of key "
              + modelKey
              + " among its last records"
              + (otherKeys.isEmpty() ? "" : "; it has keys " + otherKeys + " (--model-key)")
              + unreadable().map(text -> "; " + text).orElse(""));
    }
    scan.since(
        topics.labels(), earliest - AHEAD_MILLIS, most * LABELS_A_FRAME, this::takeLabelRecord);
    return sample();
  }

  private TopicSample sample() {
    List<Stimulus> stimuli = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (Frame frame : frames.values()) {
      String label = frame.label().orElse(labels.get(frame.frameId()));
      if (label != null) {
        stimuli.add(frame.stimulus());
        given.add(label);
      }
    }
    if (stimuli.isEmpty()) {
      throw new InputException(
          "none of the last "
              + Figures.count(frames.size())
              + " frames of key "
              + modelKey
              + " on topic "
              + topics.frames()
              + " has a label, and nothing can be said without: send labels, or wait for them");
    }
    List<String> remarks = new ArrayList<>();
    unreadable().ifPresent(remarks::add);
    int without = frames.size() - stimuli.size();
    if (without > 0) {
      remarks.add(
          Figures.count(without)
              + " of "
              + Figures.count(frames.size())
              + " frames have no label yet, and are left out");
    }
    return new TopicSample("topic " + topics.frames(), stimuli, given, remarks);
  }

  private Optional<String> unreadable() {
    return unreadable == 0
        ? Optional.empty()
        : Optional.of(
            Figures.count(unreadable)
                + " of "
                + Figures.count(records)
                + " records of topic "
                + topics.frames()
                + " cannot be read, the first because "
                + firstReason);
  }

  private void takeRecord(Received record) {
    if (TimeMark.is(record)) {
      return;
    }
    records++;
    try {
      String key = ModelKey.of(record, "frame");
      if (!key.equals(modelKey)) {
        otherKeys.add(key);
      } else if (windows == null) {
        takeFrame(record);
      } else {
        EventPacket packet = EventPacketFormat.decode(record);
        windows.take(record.origin(), packet);
      }
      earliest = Math.min(earliest, record.origin().timestamp());
    } catch (MalformedException | IllegalArgumentException e) {
      note(e.getMessage());
    }
  }

  private void takeFrame(Received record) {
    try {
      Frame frame = format.decode(record);
      Frame before = frames.remove(frame.frameId());
      numbers += numbers(frame) - (before == null ? 0 : numbers(before));
      frames.put(frame.frameId(), frame);
      while (numbers > MOST_NUMBERS) {
        numbers -= numbers(frames.remove(frames.keySet().iterator().next()));
      }
    } catch (MalformedException | IOException e) {
      note(e.getMessage());
    }
  }

  private long numbers(Frame frame) {
    return frame.stimulus() instanceof Image image
        ? image.samples().length
        : spec.input().window().size();
  }

  private void note(String reason) {
    unreadable++;
    firstReason = firstReason == null ? reason : firstReason;
  }

  private void takeLabelRecord(Received record) {
    try {
      if (!TimeMark.is(record)
          && LabelFormat.decode(record) instanceof Label label
          && label.modelKey().equals(modelKey)) {
        labels.put(label.frameId(), label.label());
      }
    } catch (MalformedException e) {
      // The job makes a dead letter of it.
    }
  }
}
