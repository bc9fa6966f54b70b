package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.linalg.typeinfo.DenseVectorTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableImpl;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.runtime.typeutils.ExternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.types.Row;
import org.apache.flink.util.Preconditions;

/** Conversions between tables and streams of rows. */
public final class Rows {

  private static final Map<Class<?>, TypeInformation<?>> RAW_TYPES =
      Map.of(
          Image.class, SpikeTypes.IMAGE,
          Volley.class, SpikeTypes.VOLLEY,
          DenseVector.class, DenseVectorTypeInfo.INSTANCE);

  private Rows() {}

  /** The environment that {@code table} belongs to. */
  public static StreamTableEnvironment environment(Table table) {
    return (StreamTableEnvironment) ((TableImpl) table).getTableEnvironment();
  }

  /** The rows of {@code table}, which only ever adds rows. */
  public static DataStream<Row> of(Table table) {
    return environment(table).toDataStream(table);
  }

  /** The table of {@code rows}. */
  public static Table table(StreamTableEnvironment environment, DataStream<Row> rows) {
    return environment.fromDataStream(rows);
  }

  /** The only table of {@code tables}. */
  public static Table only(Table... tables) {
    Preconditions.checkArgument(
        tables.length == 1, "this stage takes one table, not %s", tables.length);
    return tables[0];
  }

  /** The type of the rows of {@code table}. */
  public static RowTypeInfo type(Table table) {
    ResolvedSchema schema = table.getResolvedSchema();
    String[] names = schema.getColumnNames().toArray(String[]::new);
    TypeInformation<?>[] types = new TypeInformation<?>[names.length];
    for (int i = 0; i < names.length; i++) {
      types[i] = type(schema, i);
    }
    return new RowTypeInfo(types, names);
  }

  /**
   * The type of a column's values. Flink ML would read a raw type as a generic one, which has no
   * versions.
   */
  private static TypeInformation<?> type(ResolvedSchema schema, int column) {
    DataType type = schema.getColumnDataTypes().get(column);
    if (type.getLogicalType().getTypeRoot() != LogicalTypeRoot.RAW) {
      return TableUtils.getTypeInfoByName(schema, schema.getColumnNames().get(column));
    }
    TypeInformation<?> known = RAW_TYPES.get(type.getConversionClass());
    return known == null ? ExternalTypeInfo.of(type) : known;
  }

  /**
   * The type of rows of {@code table} with columns added.
   *
   * @throws ValidationException if a column has the name of another one
   */
  public static RowTypeInfo type(Table table, List<String> names, List<TypeInformation<?>> types) {
    RowTypeInfo before = type(table);
    for (String name : names) {
      if (before.getFieldIndex(name) >= 0 || names.indexOf(name) != names.lastIndexOf(name)) {
        throw new ValidationException(
            "column \"" + name + "\" cannot be added: the table has a column of this name already");
      }
    }
    int width = before.getArity();
    TypeInformation<?>[] allTypes = Arrays.copyOf(before.getFieldTypes(), width + types.size());
    String[] allNames = Arrays.copyOf(before.getFieldNames(), width + names.size());
    for (int i = 0; i < names.size(); i++) {
      allTypes[width + i] = types.get(i);
      allNames[width + i] = names.get(i);
    }
    return new RowTypeInfo(allTypes, allNames);
  }
}
