package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.text.LabelSpelling;
import io.firstspike.pipeline.stream.flow.Entrance.Admission;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.util.Optional;
import java.util.function.Supplier;

/** Admissions of the streams of flows; they reject what the formats of topics would reject. */
final class Admissions {

  private Admissions() {}

  private static void check(String where, long time, Optional<String> label)
      throws MalformedException {
    if (time < 0) {
      throw new MalformedException(
          where, "its event time must be at least 0 ms since 1970, not " + time);
    }
    Optional<String> problem = label.flatMap(LabelSpelling::problem);
    if (problem.isPresent()) {
      throw new MalformedException(where, "the label " + problem.get());
    }
  }

  /** Frames to learn from. */
  static final class Frames implements Admission<Frame, DecodedFrame> {

    @Override
    public long time(Frame frame) {
      return frame.timestamp();
    }

    @Override
    public Received standIn(Origin origin, Frame frame) {
      return Received.standIn(origin, frame.modelKey(), frame.frameId());
    }

    @Override
    public DecodedFrame admit(Origin origin, Frame frame) throws MalformedException {
      check("frame", frame.timestamp(), frame.label());
      return new DecodedFrame(standIn(origin, frame), frame);
    }
  }

  /** Labels. */
  static final class Labels implements Admission<Label, ReceivedLabel> {

    @Override
    public long time(Label label) {
      return label.timestamp();
    }

    @Override
    public Received standIn(Origin origin, Label label) {
      return Received.standIn(origin, label.modelKey(), label.frameId());
    }

    @Override
    public ReceivedLabel admit(Origin origin, Label label) throws MalformedException {
      check("label", label.timestamp(), Optional.of(label.label()));
      return new ReceivedLabel(
          origin,
          label.timestamp(),
          standIn(origin, label).payload(),
          label.modelKey(),
          label.frameId(),
          label.label());
    }
  }

  /** Frames to be served, in the form of the frames topic, in which they wait for their models. */
  static final class ServedFrames implements Admission<Frame, Received> {

    @Override
    public long time(Frame frame) {
      return frame.timestamp();
    }

    @Override
    public Received standIn(Origin origin, Frame frame) {
      return Received.standIn(origin, frame.modelKey(), frame.frameId());
    }

    @Override
    public Received admit(Origin origin, Frame frame) throws MalformedException {
      check("frame", frame.timestamp(), frame.label());
      return encoded("frame", () -> FrameFormat.raw(origin, frame));
    }
  }

  /** Updates of the models to serve, in the form of the models topic. */
  static final class Updates implements Admission<ModelUpdate, Received> {

    private static final long NONE = -1;

    @Override
    public long time(ModelUpdate update) {
      return NONE;
    }

    @Override
    public Received standIn(Origin origin, ModelUpdate update) {
      return Received.standIn(origin, update.modelKey(), "");
    }

    @Override
    public Received admit(Origin origin, ModelUpdate update) throws MalformedException {
      return encoded("model update", () -> ModelUpdateFormat.received(origin, update));
    }
  }

  private static Received encoded(String where, Supplier<Received> encoding)
      throws MalformedException {
    try {
      return encoding.get();
    } catch (IllegalArgumentException e) {
      throw new MalformedException(where, e.getMessage(), e);
    }
  }
}
