package io.firstspike.pipeline.ml.feature;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.table.DataFrames;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.TransformerServable;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ServableReadWriteUtils;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Encodes images as volleys like {@link SpikeEncoder}, without Flink's runtime. */
@API(status = Status.MAINTAINED)
public final class SpikeEncoderServable
    implements TransformerServable<SpikeEncoderServable>, SpikeEncoderParams<SpikeEncoderServable> {

  private final Map<Param<?>, Object> params = new HashMap<>();
  private NetworkSpec prepared;
  private Encoder encoder;

  /** Makes a servable whose parameters have their defaults. */
  public SpikeEncoderServable() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  /** Reads a saved {@link SpikeEncoder}. */
  public static SpikeEncoderServable load(String path) throws IOException {
    return ServableReadWriteUtils.loadServableParam(path, SpikeEncoderServable.class);
  }

  @Override
  public DataFrame transform(DataFrame input) {
    prepare();
    return DataFrames.add(
        input,
        getInputCol(),
        List.of(getOutputCol()),
        List.of(DataFrames.VOLLEY),
        getHandleInvalid(),
        this::encode);
  }

  private List<Object[]> encode(List<Object> values) {
    List<Image> images = DataFrames.images(values, getInputCol(), pixelLayout(), prepared.input());
    return images.stream().map(image -> new Object[] {encoder.encode(image)}).toList();
  }

  /** Makes the encoder when it is needed first, as parameters are set after construction. */
  private void prepare() {
    if (encoder == null) {
      prepared = spec();
      encoder = new Encoder(prepared.input(), prepared.encoding());
    }
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }
}
