package io.firstspike.pipeline.ml.feature;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.ml.table.AddedColumns;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.Rows;
import io.firstspike.pipeline.ml.table.Stages;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.api.Transformer;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Encodes images as volleys: filters them and turns intensities into spike times, as the network's
 * spec says. The volleys are those that the network's first layer receives.
 *
 * <pre>{@code
 * Table volleys = new SpikeEncoder().setNetwork("firstspike-2026").transform(digits)[0];
 * }</pre>
 */
@API(status = Status.MAINTAINED)
public final class SpikeEncoder
    implements Transformer<SpikeEncoder>, SpikeEncoderParams<SpikeEncoder> {

  private static final long serialVersionUID = 1L;

  private final Map<Param<?>, Object> params = new HashMap<>();

  /** Makes an encoder whose parameters have their defaults. */
  public SpikeEncoder() {
    ParamUtils.initializeMapWithDefaultValues(params, this);
  }

  @Override
  public Table[] transform(Table... inputs) {
    Table table = Rows.only(inputs);
    NetworkSpec spec = spec();
    InputColumn input = InputColumn.images(table.getResolvedSchema(), getInputCol(), pixelLayout());
    String yaml = spec.toYaml();
    AddedColumns columns =
        AddedColumns.to(
            table,
            input.name(),
            List.of(getOutputCol()),
            List.of(SpikeTypes.VOLLEY),
            getHandleInvalid());
    return new Table[] {
      Stages.map("encode images", table, () -> EncodeRows.of(yaml, input), columns)
    };
  }

  @Override
  public Map<Param<?>, Object> getParamMap() {
    return params;
  }

  @Override
  public void save(String path) throws IOException {
    ReadWriteUtils.saveMetadata(this, path);
  }

  /** Reads a saved encoder. */
  public static SpikeEncoder load(StreamTableEnvironment environment, String path)
      throws IOException {
    return ReadWriteUtils.loadStageParam(path);
  }

  /** Reads a saved encoder to use it without Flink's runtime. */
  public static SpikeEncoderServable loadServable(String path) throws IOException {
    return SpikeEncoderServable.load(path);
  }
}
