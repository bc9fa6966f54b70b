/** Lines by which a running job tells why nothing happens. */
package io.firstspike.pipeline.stream.status;
