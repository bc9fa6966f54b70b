package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.util.List;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.types.Row;

/**
 * Models as rows of a table: {@code version STRING, model BYTES}, the bytes being those of a model
 * file. A later row replaces an earlier one.
 */
public final class ModelData {

  /** The type of the rows. */
  public static final RowTypeInfo TYPE =
      new RowTypeInfo(
          new TypeInformation<?>[] {
            Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO
          },
          new String[] {"version", "model"});

  private ModelData() {}

  /** The row of {@code model}, whose version is its network's name and number of updates. */
  static Row row(Model model) {
    return Row.of(ModelVersion.of(model.spec(), model.provenance()), ModelFile.toBytes(model));
  }

  static String version(Row row) {
    return row.getFieldAs(0);
  }

  static Model model(Row row) {
    return ModelFile.fromBytes("of the model data", row.getFieldAs(1), NetworkLimit.NONE);
  }

  /** The table of one model. */
  public static Table of(StreamTableEnvironment environment, Model model) {
    StreamExecutionEnvironment streams = TableUtils.getExecutionEnvironment(environment);
    DataStream<Row> rows = streams.fromData(List.of(row(model)), TYPE);
    return environment.fromDataStream(rows);
  }

  /**
   * The rows of a table of model data.
   *
   * @throws ValidationException if it is none
   */
  public static DataStream<Row> rows(Table table) {
    List<LogicalTypeRoot> types =
        table.getResolvedSchema().getColumnDataTypes().stream()
            .map(DataType::getLogicalType)
            .map(LogicalType::getTypeRoot)
            .toList();
    if (!types.equals(List.of(LogicalTypeRoot.VARCHAR, LogicalTypeRoot.VARBINARY))) {
      throw new ValidationException(
          "model data has columns version STRING, model BYTES, not "
              + table.getResolvedSchema().getColumns());
    }
    return Rows.of(table);
  }
}
