package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.ArgumentCount;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.ConstantArgumentCount;
import org.apache.flink.table.types.inference.InputTypeStrategy;
import org.apache.flink.table.types.inference.Signature;
import org.apache.flink.table.types.inference.Signature.Argument;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RawType;
import org.apache.flink.table.types.utils.DataTypeUtils;

/**
 * Checks and converts the types of a function's arguments: an image and, if wanted, a model's key.
 *
 * <p>An image is BYTES (an encoded picture), a row of height, width, channels and samples, whatever
 * its fields' names, or RAW of {@link Image}.
 *
 * @param takesModel whether the key of a model may follow
 */
record ArgumentTypes(boolean takesModel) implements InputTypeStrategy {

  private static final String IMAGE_TYPES =
      "BYTES (an encoded picture), ROW<height INT, width INT, channels INT, samples BYTES> or"
          + " RAW of io.firstspike.engine.stimulus.Image";

  @Override
  public ArgumentCount getArgumentCount() {
    return takesModel ? ConstantArgumentCount.between(1, 2) : ConstantArgumentCount.of(1);
  }

  @Override
  public Optional<List<DataType>> inferInputTypes(CallContext call, boolean throwOnFailure) {
    List<DataType> found = call.getArgumentDataTypes();
    List<DataType> expected = new ArrayList<>();
    Optional<DataType> image = image(found.get(0));
    if (image.isEmpty()) {
      return refuse(call, throwOnFailure, "image", IMAGE_TYPES, found.get(0));
    }
    expected.add(image.get());
    if (found.size() > 1) {
      if (!isText(found.get(1).getLogicalType())) {
        return refuse(call, throwOnFailure, "model", "STRING", found.get(1));
      }
      expected.add(DataTypes.STRING());
    }
    return Optional.of(expected);
  }

  private static <T> Optional<T> refuse(
      CallContext call, boolean throwOnFailure, String argument, String expected, DataType found) {
    return call.fail(
        throwOnFailure,
        "%s: argument %s must be %s; found %s",
        call.getName(),
        argument,
        expected,
        found.getLogicalType().asSummaryString());
  }

  /** The type in which the function gets an image of type {@code found}; empty if it is none. */
  private static Optional<DataType> image(DataType found) {
    LogicalType type = found.getLogicalType();
    return switch (type.getTypeRoot()) {
      case BINARY, VARBINARY, NULL -> Optional.of(DataTypes.BYTES());
      case ROW, STRUCTURED_TYPE ->
          isImage(type) ? Optional.of(DataTypeUtils.toInternalDataType(found)) : Optional.empty();
      case RAW ->
          type instanceof RawType<?> raw && raw.getOriginatingClass() == Image.class
              ? Optional.of(found)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isImage(LogicalType row) {
    return kinds(row).equals(kinds(SpikeTypes.IMAGE_ROW.getLogicalType()));
  }

  /** The types of a row's fields; bytes of a fixed number are bytes. */
  private static List<LogicalTypeRoot> kinds(LogicalType row) {
    return row.getChildren().stream()
        .map(LogicalType::getTypeRoot)
        .map(root -> root == LogicalTypeRoot.BINARY ? LogicalTypeRoot.VARBINARY : root)
        .toList();
  }

  private static boolean isText(LogicalType type) {
    return type.is(LogicalTypeRoot.VARCHAR)
        || type.is(LogicalTypeRoot.CHAR)
        || type.is(LogicalTypeRoot.NULL);
  }

  @Override
  public List<Signature> getExpectedSignatures(FunctionDefinition definition) {
    Argument image = Argument.of("image", IMAGE_TYPES);
    Signature alone = Signature.of(image);
    return takesModel
        ? List.of(alone, Signature.of(image, Argument.of("model", "STRING")))
        : List.of(alone);
  }
}
