/** The exception that all connectors share: for input that cannot be used. */
package io.firstspike.connectors;
