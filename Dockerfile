# The web process. docker-compose.yml runs it with PostgreSQL.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 VAR_DIR=/home/hkinno/var STATIC_ROOT=/home/hkinno/static \
    HOST=0.0.0.0 PORT=8000
RUN useradd --create-home --uid 10001 hkinno

WORKDIR /hkinno
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt
COPY . .

USER hkinno
RUN python manage.py collectstatic --noinput
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD ["python", "deploy/is_ready.py"]
CMD ["python", "manage.py", "serve"]
