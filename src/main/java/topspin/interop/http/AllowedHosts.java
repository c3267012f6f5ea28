package topspin.interop.http;

import topspin.text.Excerpt;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps web pages away from a server that has no password. A browser runs pages from anywhere, and these can reach any
 * server that the browser's machine can. So a request is refused
 * <ul>
 * <li>if it calls the server by a name that is none of its own: the page's owner may have let the page's name point to this
 *     machine (DNS rebinding), but cannot make the browser ask for another. Addresses in digits need no name server, so they
 *     are as good as a name of the server's own;
 * <li>if it says that a page of another origin asks: browsers send {@code Origin}, or {@code Sec-Fetch-Site}, with whatever
 *     could change something.
 * </ul>
 * Programs other than browsers send neither field, and are not kept away. Immutable.
 */
public final class AllowedHosts {
    private static final String LOCALHOST = "localhost";
    private static final String HOST = "host";
    private static final String ORIGIN = "origin";
    private static final String FETCH_SITE = "sec-fetch-site";
    /** Values of {@code Sec-Fetch-Site} for requests from the server's own pages, or from the user directly. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private final Set<String> names = new HashSet<>();

    /** @param names by which clients may call the server, besides {@code localhost} and addresses in digits */
    public AllowedHosts(Collection<String> names) {
        this.names.add(LOCALHOST);
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
    }

    /** @throws Refusal unless the request may be answered */
    void check(HttpHead head, boolean needsHost) {
        String host = head.field(HOST);
        if (host == null && needsHost) {
            throw Refusal.badRequest("a request of HTTP/1.1 needs the field Host");
        }
        if (host != null && !isOwn(host)) {
            throw new Refusal(Refusal.FORBIDDEN, "this server is not called " + Excerpt.quoted(host)
                    + "; names other than localhost are given with --allow-host");
        }
        String origin = head.field(ORIGIN);
        if (origin != null && !isAt(origin, host)) {
            throw new Refusal(Refusal.FORBIDDEN, "pages of " + Excerpt.quoted(origin) + " may not ask this server");
        }
        String site = head.field(FETCH_SITE);
        if (site != null && !OWN_SITES.contains(site)) {
            throw new Refusal(Refusal.FORBIDDEN, "pages of other sites may not ask this server");
        }
    }

    private boolean isOwn(String authority) {
        String name = name(authority).toLowerCase(Locale.ROOT);
        return names.contains(name) || isInDigits(name);
    }

    /** Without the port. */
    private static String name(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    /** {@code 192.168.0.7} or {@code [fe80::1]}. No registered name consists of digits and points alone. */
    private static boolean isInDigits(String name) {
        boolean six = name.startsWith("[") && name.endsWith("]");
        String rest = six ? name.substring(1, name.length() - 1) : name;
        return !rest.isEmpty() && rest.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.'
                || six && (c == ':' || c >= 'a' && c <= 'f'));
    }

    /** Whether the origin is the server itself, as the client calls it. */
    private static boolean isAt(String origin, String host) {
        int slashes = origin.indexOf("://");
        return host != null && slashes > 0 && origin.substring(slashes + "://".length()).equalsIgnoreCase(host);
    }
}
