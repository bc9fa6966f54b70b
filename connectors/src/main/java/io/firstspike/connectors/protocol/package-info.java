/**
 * Protocols of continual learning: the order in which a stream shows the images of a data set, what
 * changes on the way, and which of them ever get a label.
 */
package io.firstspike.connectors.protocol;
