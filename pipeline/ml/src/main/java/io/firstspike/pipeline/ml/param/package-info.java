/** Parameters that stages share. */
package io.firstspike.pipeline.ml.param;
