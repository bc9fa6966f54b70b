package io.firstspike.pipeline.ml;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.typeinfo.DenseVectorTypeInfo;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/** Digits as tables of {@code image}, {@code label STRING}, {@code number INT}. */
public final class DigitTables {

  private DigitTables() {}

  /** A form of an image in a column. */
  public enum Form {
    IMAGE(SpikeTypes.IMAGE, image -> image),
    RAW(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO, Image::samples),
    VECTOR(DenseVectorTypeInfo.INSTANCE, DigitTables::vector),
    ROW(
        new RowTypeInfo(
            new TypeInformation<?>[] {
              Types.INT, Types.INT, Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO
            },
            new String[] {"height", "width", "channels", "samples"}),
        image -> Row.of(image.height(), image.width(), image.channels(), image.samples()));

    private final TypeInformation<?> type;
    private final Function<Image, Object> value;

    Form(TypeInformation<?> type, Function<Image, Object> value) {
      this.type = type;
      this.value = value;
    }
  }

  /** An environment of parallelism 1 that takes no generic types. */
  public static StreamTableEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    return StreamTableEnvironment.create(
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration));
  }

  /** The digits with their images as they are. */
  public static Table of(StreamTableEnvironment environment, Dataset digits) {
    return of(environment, digits, Form.IMAGE);
  }

  /** The digits with images in some form. */
  public static Table of(StreamTableEnvironment environment, Dataset digits, Form form) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < digits.size(); i++) {
      rows.add(Row.of(form.value.apply(digits.image(i)), digits.label(i), i));
    }
    return of(
        environment,
        rows,
        new RowTypeInfo(
            new TypeInformation<?>[] {form.type, Types.STRING, Types.INT},
            new String[] {"image", "label", "number"}));
  }

  /** Some rows as a table. */
  public static Table of(StreamTableEnvironment environment, List<Row> rows, RowTypeInfo type) {
    StreamExecutionEnvironment streams = TableUtils.getExecutionEnvironment(environment);
    return environment.fromDataStream(streams.fromData(rows, type));
  }

  /** Runs the job of {@code table} and returns its rows in their order. */
  public static List<Row> rows(Table table) {
    List<Row> rows = new ArrayList<>();
    // Ends with the job, which is bounded; there is nothing to close.
    table.execute().collect().forEachRemaining(rows::add);
    return rows;
  }

  private static DenseVector vector(Image image) {
    double[] pixels = new double[image.samples().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.samples()[i] & 0xff;
    }
    return new DenseVector(pixels);
  }
}
