/** Writers of event camera recordings, one for each format. */
package io.firstspike.connectors.event.writing;
