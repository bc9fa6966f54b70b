package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.value.Arrivals;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.pipeline.stream.value.Remembered;
import io.firstspike.pipeline.stream.value.SuspendedSession;
import io.firstspike.pipeline.stream.value.Trace;
import io.firstspike.pipeline.stream.value.WaitingFrame;
import java.io.IOException;
import java.util.List;

/** Every codec, by name and by id. */
public final class Codecs {

  public static final Codec<Received> RECEIVED = new ReceivedCodec();
  public static final Codec<Frame> FRAME = new FrameCodec();
  public static final Codec<Label> LABEL = new LabelCodec();
  public static final Codec<DecodedFrame> DECODED_FRAME = new DecodedFrameCodec();
  public static final Codec<EncodedFrame> ENCODED_FRAME = new EncodedFrameCodec();
  public static final Codec<ReceivedLabel> RECEIVED_LABEL = new ReceivedLabelCodec();
  public static final Codec<Prediction> PREDICTION = new PredictionCodec();
  public static final Codec<Metrics> METRICS = new MetricsCodec();
  public static final Codec<ModelUpdate> MODEL_UPDATE = new ModelUpdateCodec();
  public static final Codec<DeadLetter> DEAD_LETTER = new DeadLetterCodec();
  public static final Codec<float[]> WEIGHT_ROW = new WeightRowCodec();
  public static final Codec<Progress> PROGRESS = new ProgressCodec();
  public static final Codec<Trace> TRACE = new TraceCodec();
  public static final Codec<Remembered> REMEMBERED = new RememberedCodec();
  public static final Codec<Arrivals> ARRIVALS = new ArrivalsCodec();
  public static final Codec<long[]> COUNTS = new CountsCodec();
  public static final Codec<SuspendedSession> SUSPENDED_SESSION = new SuspendedSessionCodec();
  public static final Codec<WaitingFrame> WAITING_FRAME = new WaitingFrameCodec();

  public static final Codec<Image> IMAGE = new ImageCodec();
  public static final Codec<EventWindow> EVENT_WINDOW = new EventWindowCodec();
  public static final Codec<Volley> VOLLEY = new VolleyValueCodec();

  private static final List<Codec<?>> ALL =
      List.of(
          RECEIVED,
          FRAME,
          LABEL,
          DECODED_FRAME,
          ENCODED_FRAME,
          RECEIVED_LABEL,
          PREDICTION,
          METRICS,
          MODEL_UPDATE,
          DEAD_LETTER,
          WEIGHT_ROW,
          PROGRESS,
          TRACE,
          REMEMBERED,
          ARRIVALS,
          COUNTS,
          SUSPENDED_SESSION,
          WAITING_FRAME,
          IMAGE,
          EVENT_WINDOW,
          VOLLEY);

  private Codecs() {}

  /** All codecs. */
  static List<Codec<?>> all() {
    return ALL;
  }

  /**
   * The codec that wrote some state.
   *
   * @throws IOException if this program has none of that id
   */
  static Codec<?> byId(String id) throws IOException {
    for (Codec<?> codec : ALL) {
      if (codec.id().equals(id)) {
        return codec;
      }
    }
    throw new IOException(
        "the state holds values of codec "
            + id
            + ", which this program does not have: restore it with the FirstSpike that wrote it");
  }
}
