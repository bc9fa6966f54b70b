package io.firstspike.pipeline.ml.format;

import io.firstspike.pipeline.ml.predict.ImageReader;
import io.firstspike.pipeline.ml.predict.OnError;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.data.RowData;

/** Decodes the values of records to rows with images. */
final class ImageDeserialization implements DeserializationSchema<RowData> {

  private static final long serialVersionUID = 1L;

  private final PixelLayout layout;
  private final OnError onError;
  private final ImageColumns columns;
  private final TypeInformation<RowData> type;
  private transient Counter unusable;

  ImageDeserialization(
      PixelLayout layout, OnError onError, ImageColumns columns, TypeInformation<RowData> type) {
    this.layout = layout;
    this.onError = onError;
    this.columns = columns;
    this.type = type;
  }

  @Override
  public void open(InitializationContext context) {
    unusable = context.getMetricGroup().counter("unusableImages");
  }

  /**
   * The row of a value; null for no row. A record without a value, such as a mark of event time,
   * has no row.
   */
  @Override
  public RowData deserialize(byte[] value) throws IOException {
    if (value == null) {
      return null;
    }
    try {
      return columns.row(ImageReader.decode(value, layout));
    } catch (IllegalArgumentException e) {
      if (onError == OnError.FAIL) {
        // Without its cause, whose message is here: of a chain only the last message is shown.
        // The job does not restart: it would meet the same record again.
        throw new SuppressRestartsException(
            new IOException(
                "a record of format "
                    + ImageFormatFactory.IDENTIFIER
                    + " is no image: "
                    + e.getMessage()
                    + " (raw samples need the table's options height and width; option on-error = skip"
                    + " or null goes on without such records)"));
      }
      unusable.inc();
      return onError == OnError.SKIP ? null : columns.row(null);
    }
  }

  @Override
  public boolean isEndOfStream(RowData next) {
    return false;
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return type;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageDeserialization that
        && layout.equals(that.layout)
        && onError == that.onError
        && columns.equals(that.columns)
        && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return Objects.hash(layout, onError, columns, type);
  }
}
