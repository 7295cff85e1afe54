# One image for every process; the command says which.
FROM python:3.11-slim-bookworm

RUN useradd --create-home --uid 10001 ambit
WORKDIR /srv/ambit
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN mkdir -p /var/lib/ambit && chown ambit /var/lib/ambit
ENV PYTHONUNBUFFERED=1 \
    AMBIT_DATA_DIR=/var/lib/ambit \
    DJANGO_SETTINGS_MODULE=portal.settings.production
USER ambit
EXPOSE 8000
CMD ["python", "-m", "granian", "portal.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--blocking-threads-idle-timeout", "600", "--no-ws"]
