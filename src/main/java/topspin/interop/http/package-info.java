/**
 * HTTP/1.1 (RFC 9112), with a bound on every size that the other side chooses and a deadline on every wait: a client's
 * connection, and a server. The JDK's own are not suitable. Its client's time-out ends with the headers; it reads
 * replies of any size and returns connections that HTTP/1.0 servers close to its pool. Its server blocks a thread for
 * every incomplete request, reads lines of any length, and takes its deadlines from system properties of the whole
 * program. Used by the other interop packages and the command line.
 */
package topspin.interop.http;
