package io.firstspike.pipeline.frame;

import io.firstspike.engine.network.Classifier;
import io.firstspike.pipeline.model.BaseModel;
import io.firstspike.pipeline.model.ModelSource;
import io.firstspike.pipeline.wire.EncodedFrame;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * First volleys to the output of the feature layers: stateless, and so as parallel as one likes.
 * Only for a base whose feature layers are frozen.
 */
public final class ExtractFeatures extends RichMapFunction<EncodedFrame, EncodedFrame> {

  private final ModelSource source;
  private transient Classifier classifier;
  private transient int layers;

  /** Runs the feature layers of {@code source}. */
  public ExtractFeatures(ModelSource source) {
    this.source = source;
  }

  @Override
  public void open(OpenContext context) {
    BaseModel base = source.load();
    classifier = new Classifier(base.network());
    layers = base.spec().features().size();
  }

  @Override
  public EncodedFrame map(EncodedFrame frame) {
    return new EncodedFrame(
        frame.received(),
        frame.modelKey(),
        frame.frameId(),
        frame.label(),
        layers,
        classifier.evidence(frame.volley()));
  }
}
