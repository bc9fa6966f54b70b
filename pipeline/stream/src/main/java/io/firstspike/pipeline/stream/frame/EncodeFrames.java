package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import java.util.function.Function;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Encodes frames as the spikes that the learner reads: the encoder's volley or, if the base model's
 * feature layers are frozen, the output of these layers. Keeps no state, and so may have any
 * parallelism.
 */
public final class EncodeFrames extends ProcessFunction<DecodedFrame, EncodedFrame> {

  private static final String WHERE = "frame";

  private final ModelSource source;
  private transient Function<Image, Volley> coding;
  private transient int layers;

  /** Makes an operator that encodes for the network of {@code source}. */
  public EncodeFrames(ModelSource source) {
    this.source = source;
  }

  @Override
  public void open(OpenContext context) {
    BaseModel model = source.load();
    NetworkSpec spec = model.spec();
    if (model.deciding()) {
      coding = new Classifier(model.network())::evidence;
      layers = spec.features().size();
    } else {
      coding = new Encoder(spec.input(), spec.encoding())::encode;
      layers = 0;
    }
  }

  @Override
  public void processElement(DecodedFrame decoded, Context context, Collector<EncodedFrame> out) {
    try {
      out.collect(encode(decoded));
    } catch (MalformedException e) {
      context.output(SideOutputs.DEAD_LETTERS, DeadLetter.of(decoded.received(), e));
    }
  }

  private EncodedFrame encode(DecodedFrame decoded) throws MalformedException {
    Frame frame = decoded.frame();
    return new EncodedFrame(
        decoded.received().origin(),
        frame.timestamp(),
        decoded.received().payload(),
        frame.modelKey(),
        frame.frameId(),
        frame.label(),
        layers,
        encode(frame.image()));
  }

  private Volley encode(Image image) throws MalformedException {
    try {
      return coding.apply(image);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(WHERE, e.getMessage(), e);
    }
  }
}
