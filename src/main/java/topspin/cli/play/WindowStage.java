package topspin.cli.play;

import topspin.config.InputException;
import topspin.picture.Caption;
import topspin.picture.Framing;
import topspin.picture.WorldPicture;

import javax.swing.BorderFactory;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.SwingConstants;
import javax.swing.SwingUtilities;
import java.awt.AWTError;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A window of the desktop as a stage. */
public final class WindowStage implements Stage {
    private static final String REMEDY = "; use --gif FILE or --png FILE, or play in a terminal";
    private static final int HELP_MARGIN = 6;

    private final Framing framing;
    private final BlockingQueue<KeyPress> keys = new LinkedBlockingQueue<>();
    private final JFrame window;
    private final JLabel help = new JLabel(" ", SwingConstants.CENTER);
    private final Canvas canvas = new Canvas();

    private WindowStage(String title, Framing framing) {
        this.framing = framing;
        window = new JFrame(title);
        help.setFont(help.getFont().deriveFont(Font.PLAIN));
        help.setBorder(BorderFactory.createEmptyBorder(HELP_MARGIN, HELP_MARGIN, HELP_MARGIN, HELP_MARGIN));
        window.setLayout(new BorderLayout());
        window.add(canvas, BorderLayout.CENTER);
        window.add(help, BorderLayout.SOUTH);
        window.setDefaultCloseOperation(JFrame.DO_NOTHING_ON_CLOSE);
        window.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                keys.add(KeyPress.of(KeyPress.GONE));
            }
        });
        window.addKeyListener(new KeyAdapter() {
            @Override
            public void keyPressed(KeyEvent event) {
                name(event).ifPresent(name -> keys.add(new KeyPress(name, true)));
            }

            @Override
            public void keyReleased(KeyEvent event) {
                name(event).ifPresent(name -> keys.add(new KeyPress(name, false)));
            }
        });
    }

    /** @throws InputException if no window can be opened here */
    public static WindowStage open(String title, Framing framing) {
        try {
            if (GraphicsEnvironment.isHeadless()) {
                throw new InputException("--window: there is no display" + REMEDY);
            }
            WindowStage[] stage = new WindowStage[1];
            SwingUtilities.invokeAndWait(() -> stage[0] = new WindowStage(title, framing));
            return stage[0];
        } catch (HeadlessException | AWTError | LinkageError | InvocationTargetException e) {
            throw new InputException("--window: no window can be opened" + REMEDY, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InputException("--window: interrupted", e);
        }
    }

    /** The key's name here; empty if it has none. */
    static Optional<String> name(KeyEvent event) {
        return switch (event.getKeyCode()) {
            case KeyEvent.VK_LEFT, KeyEvent.VK_KP_LEFT -> Optional.of(KeyPress.LEFT);
            case KeyEvent.VK_RIGHT, KeyEvent.VK_KP_RIGHT -> Optional.of(KeyPress.RIGHT);
            case KeyEvent.VK_UP, KeyEvent.VK_KP_UP -> Optional.of(KeyPress.UP);
            case KeyEvent.VK_DOWN, KeyEvent.VK_KP_DOWN -> Optional.of(KeyPress.DOWN);
            case KeyEvent.VK_SPACE -> Optional.of(KeyPress.SPACE);
            case KeyEvent.VK_ENTER -> Optional.of(KeyPress.ENTER);
            case KeyEvent.VK_BACK_SPACE -> Optional.of(KeyPress.BACKSPACE);
            case KeyEvent.VK_TAB -> Optional.of(KeyPress.TAB);
            case KeyEvent.VK_ESCAPE -> Optional.of(KeyPress.ESCAPE);
            default -> {
                char letter = Character.toLowerCase(event.getKeyChar());
                yield letter > ' ' && letter != KeyEvent.CHAR_UNDEFINED && letter != KeyEvent.VK_DELETE
                        ? Optional.of(Character.toString(letter)) : Optional.empty();
            }
        };
    }

    @Override
    public void show(WorldPicture world, Caption caption, List<String> lines) {
        BufferedImage picture = framing.frame(world, caption);
        String text = lines.stream().map(WindowStage::html).collect(Collectors.joining("<br>", "<html><center>", "</center></html>"));
        SwingUtilities.invokeLater(() -> {
            boolean first = canvas.picture == null;
            canvas.picture = picture;
            if (first || !help.getText().equals(text)) {
                help.setText(text);
                window.pack();
            }
            if (first) {
                window.setLocationByPlatform(true);
                window.setVisible(true);
            }
            canvas.repaint();
        });
    }

    /** With the blanks between keys as wide as they are. */
    private static String html(String line) {
        return line.replace("&", "&amp;").replace("<", "&lt;").replace("  ", "&nbsp; ");
    }

    @Override
    public Optional<KeyPress> key(long millis) {
        try {
            return Optional.ofNullable(millis < 0 ? keys.take() : keys.poll(millis, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(KeyPress.of(KeyPress.GONE));
        }
    }

    @Override
    public boolean reportsReleases() {
        return true;
    }

    @Override
    public void close() {
        SwingUtilities.invokeLater(window::dispose);
    }

    /** Draws the last picture. Belongs to Swing's thread. */
    private static final class Canvas extends JPanel {
        private static final long serialVersionUID = 1L;
        private transient BufferedImage picture;

        @Override
        public Dimension getPreferredSize() {
            return picture == null ? new Dimension(1, 1) : new Dimension(picture.getWidth(), picture.getHeight());
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            super.paintComponent(graphics);
            if (picture != null) {
                graphics.drawImage(picture, (getWidth() - picture.getWidth()) / 2, 0, null);
            }
        }
    }
}
